import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts with the files that start whole hosts and attack the sandbox, so that no worker is left with one of them at the end. */
class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      moduleId.includes('/testing/attacks.') ? 0 : moduleId.includes('/e2e/') ? 1 : 2
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: [
      'src-main/**/*.test.ts',
      'src-sandbox/**/*.test.ts',
      'src-renderer/**/*.test.{ts,tsx}',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores on the smallest machine we support; more workers only fight each other.
    maxWorkers: 2,
    // Two processes for all files instead of one for each: loading our modules anew took a quarter of the time.
    isolate: false,
    sequence: { sequencer: LongFilesFirst },
  },
})
