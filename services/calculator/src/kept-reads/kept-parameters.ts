/** Names of parameters that begin with it are the calculator's; a plan cannot bind them. */
export const KEPT_PREFIX = 'kept_';

export const keptParameter = (name: string): string => `${KEPT_PREFIX}${name}`;
