/** A finding of a rule, a plan with it, and a plan without it. */
export type RuleRow = readonly [found: string, risky: () => string[], fine: () => string[]];
