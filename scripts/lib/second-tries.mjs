/** A reporter of Vitest that names the tests which passed only at their second try: a busy machine, or a fault that shows now and then. */
export default class SecondTries {
  #names = []

  onTestCaseResult(test) {
    if (test.result().state === 'passed' && (test.diagnostic()?.retryCount ?? 0) > 0)
      this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`)
  }

  onTestRunEnd() {
    for (const name of this.#names) process.stdout.write(`passed at the second try: ${name}\n`)
  }
}
