// An empty Node: what others take on top of it is theirs.

/** The most bytes that this process held. */
export const memory = async () => process.resourceUsage().maxRSS * 1024;
