/** What a value that is not there is told to be; programs tell a missing field from a wrong one by it. */
export const MISSING = 'is missing';

/** How the message of a schema begins that wants one type: unions put the types of several together. */
export const MUST_BE = 'must be ';
