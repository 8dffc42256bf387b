// SPDX licence expressions, as far as packages write them: ids, WITH, AND, OR and brackets (SPDX 2.3, annex D).

/** Whether one may use what bears this licence, when `allowed` says it of an id (with its exception). False for what is none. */
export function isAllowed(expression: string, allowed: (id: string) => boolean): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const take = (word: string): boolean => {
    if (tokens[at] !== word) return false;
    at += 1;
    return true;
  };
  const one = (): boolean => {
    if (take("(")) {
      const inner = either();
      if (!take(")")) throw new SyntaxError(expression);
      return inner;
    }
    const id = tokens[at++];
    if (id === undefined || /^(AND|OR|WITH|\))$/.test(id)) throw new SyntaxError(expression);
    return allowed(take("WITH") ? `${id} WITH ${tokens[at++] ?? ""}` : id);
  };
  // Both sides are read in any case: what stands on the right must be an expression too.
  const both = (): boolean => {
    let holds = one();
    while (take("AND")) holds = one() && holds;
    return holds;
  };
  const either = (): boolean => {
    let holds = both();
    while (take("OR")) holds = both() || holds;
    return holds;
  };
  try {
    return either() && at === tokens.length;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The ids that an expression names. */
export function spdxIds(expression: string): string[] {
  return (expression.match(/[^\s()]+/g) ?? []).filter((word) => !/^(AND|OR|WITH)$/.test(word));
}
