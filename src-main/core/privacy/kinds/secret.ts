import type { Kind } from '../detect/kind.ts'

/** Keys, tokens and passwords; found by the rules in `secrets/` and by field names. */
export const secret: Kind = {
  name: 'SECRET',
  title: 'Key, token or password',
  group: 'secret',
  source: 'gitleaks rules (MIT), field names',
  words: [],
  mask: () => '••••••••',
  examples: [
    {
      text: 'token ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8',
      finds: ['ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'],
    },
    { text: 'key = value', finds: [] },
  ],
}
