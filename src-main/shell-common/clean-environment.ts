/** Variables that would change how a child Node behaves or carry npm's view of the world into it. */
const dropped =
  /^(NODE_|npm_|ELECTRON_|LD_|DYLD_|PYTHON|PERL|RUBY|BASH_ENV$|ENV$|INIT_CWD$|VSCODE_|GIT_|.*(TOKEN|SECRET|PASSWORD|API_KEY|CREDENTIAL))/i

/** The environment for a process that Athena starts for itself: the user's, less what could steer or leak into it. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !dropped.test(name)) clean[name] = value
  }
  return clean
}
