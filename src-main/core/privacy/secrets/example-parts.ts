/** Parts of a value that only examples and templates have. */
export const exampleParts =
  /[xX*]{6}|your[_-]?(?:api|secret|token|key|password)|_here\b|here_|put_your|insert[_-]|<[a-z_ -]{2,30}>|changeme|placeholder|fake|dummy|(?:\.\.|…)$/i
