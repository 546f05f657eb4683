/** A monomial: how often each atom, by number, is a factor. */
type Powers = ReadonlyMap<number, number>;

/** A sum of monomials with coefficients, by the key of the monomial; no coefficient is 0. */
export type Polynomial = ReadonlyMap<string, { readonly coefficient: number; readonly powers: Powers }>;

const tiny = 1e-12;

function keyOf(powers: Powers): string {
  return [...powers]
    .sort(([a], [b]) => a - b)
    .map(([atom, power]) => `${atom}^${power}`)
    .join("*");
}

/** A number. */
export function constantPolynomial(value: number): Polynomial {
  return value === 0 ? new Map() : new Map([["", { coefficient: value, powers: new Map() }]]);
}

/** A single atom. */
export function atomPolynomial(atom: number): Polynomial {
  const powers = new Map([[atom, 1]]);
  return new Map([[keyOf(powers), { coefficient: 1, powers }]]);
}

/** The number that a polynomial is, where it is one. */
export function constantOf(p: Polynomial): number | undefined {
  if (p.size === 0) return 0;
  return p.size === 1 ? p.get("")?.coefficient : undefined;
}

/** p + factor · q */
export function plus(p: Polynomial, q: Polynomial, factor = 1): Polynomial {
  const out = new Map(p);
  for (const [key, { coefficient, powers }] of q) {
    const own = out.get(key)?.coefficient ?? 0;
    const sum = own + factor * coefficient;
    if (Math.abs(sum) <= tiny * Math.max(Math.abs(own), Math.abs(factor * coefficient))) out.delete(key);
    else out.set(key, { coefficient: sum, powers });
  }
  return out;
}

function joinedPowers(a: Powers, b: Powers, sign: 1 | -1): Powers {
  const out = new Map(a);
  for (const [atom, power] of b) {
    const sum = (out.get(atom) ?? 0) + sign * power;
    if (sum === 0) out.delete(atom);
    else out.set(atom, sum);
  }
  return out;
}

/** p · q */
export function times(p: Polynomial, q: Polynomial): Polynomial {
  let out: Polynomial = new Map();
  for (const a of p.values()) {
    const part = new Map<string, { coefficient: number; powers: Powers }>();
    for (const b of q.values()) {
      const powers = joinedPowers(a.powers, b.powers, 1);
      part.set(keyOf(powers), { coefficient: a.coefficient * b.coefficient, powers });
    }
    out = plus(out, part);
  }
  return out;
}

/** Whether monomial a comes before b: by degree in the atom with the lowest number, then the next. */
function compare(a: Powers, b: Powers): number {
  for (const atom of [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y)) {
    const difference = (b.get(atom) ?? 0) - (a.get(atom) ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The terms, leading one first. */
export function termsOf(p: Polynomial): readonly { readonly coefficient: number; readonly powers: Powers }[] {
  return [...p.values()].sort((a, b) => compare(a.powers, b.powers));
}

/** p / q where nothing remains; undefined otherwise. */
export function quotient(p: Polynomial, q: Polynomial): Polynomial | undefined {
  const [lead] = termsOf(q);
  if (lead === undefined) return undefined;
  let rest = p;
  let out: Polynomial = new Map();
  for (let round = 0; rest.size > 0; round++) {
    const [first] = termsOf(rest);
    const powers = joinedPowers(first!.powers, lead.powers, -1);
    if (round > 200 || [...powers.values()].some((power) => power < 0)) return undefined;
    const term: Polynomial = new Map([[keyOf(powers), { coefficient: first!.coefficient / lead.coefficient, powers }]]);
    out = plus(out, term);
    const next = plus(rest, times(term, q), -1);
    // The leading term is taken away by construction; rounding must not keep it.
    rest = new Map([...next].filter(([key]) => key !== keyOf(first!.powers)));
  }
  return out;
}

/** The monomial that divides every term, and what is left. */
export function withoutContent(p: Polynomial): { readonly content: Powers; readonly rest: Polynomial } {
  const terms = [...p.values()];
  const content = new Map<number, number>();
  for (const [atom, power] of terms[0]?.powers ?? []) {
    const least = Math.min(power, ...terms.map(({ powers }) => powers.get(atom) ?? 0));
    if (least > 0) content.set(atom, least);
  }
  const rest = new Map(
    terms.map(({ coefficient, powers }) => {
      const left = joinedPowers(powers, content, -1);
      return [keyOf(left), { coefficient, powers: left }] as const;
    }),
  );
  return { content, rest };
}
