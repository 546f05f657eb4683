/** What a terminal can show. */
export interface TerminalOptions {
  /** How many characters a line has. */
  readonly columns: number;
  /** Whether drawings may use more than ASCII. */
  readonly unicode: boolean;
  /** Whether marks may be emphasized by escape sequences; not unless asked for. */
  readonly color?: boolean;
}

/** What a stream can show, and whether a line of it may be drawn again and again. */
export interface Terminal extends TerminalOptions {
  /** Whether lines are made to fit: on a screen, and where `COLUMNS` says how wide one is. */
  readonly fits: boolean;
  readonly interactive: boolean;
}

/** The narrowest screen that is written for. */
const narrowest = 20;

/** What a stream can show: by what it is, and by `COLUMNS`, `TERM`, `NO_COLOR` and `FORCE_COLOR`. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: NodeJS.ProcessEnv,
): Terminal {
  const wanted = Number(environment["COLUMNS"]);
  const dumb = environment["TERM"] === "dumb";
  const given = (name: string): boolean => (environment[name] ?? "") !== "";
  const forced = given("FORCE_COLOR") && environment["FORCE_COLOR"] !== "0";
  const terminal = stream.isTTY === true && !dumb;
  return {
    columns: Math.max(narrowest, Number.isInteger(wanted) && wanted > 0 ? wanted : (stream.columns ?? 80)),
    unicode: !dumb,
    color: !given("NO_COLOR") && !dumb && (forced || terminal),
    fits: stream.isTTY === true || given("COLUMNS"),
    interactive: terminal,
  };
}
