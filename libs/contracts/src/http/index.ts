export * from './audiences';
export * from './exports';
export * from './imports';
export * from './members';
export * from './organisations';
export * from './paging';
export * from './problem';
export * from './runs';
