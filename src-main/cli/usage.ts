/** Exit codes of every command; scripts may rely on them. */
export const exitCodes = {
  ok: 0,
  /** The run, or a check of `doctor`, failed. */
  failed: 1,
  /** The command line is not understood, or a file it names cannot be read. */
  usage: 2,
  /** No host: it is not running and could not be started, or the connection was lost. */
  unavailable: 3,
  /** The host refused the request, such as an unknown name. */
  refused: 4,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const

/** A command line that is not understood. */
export class UsageError extends Error {}

/** The text of `athena help`. */
export const usage = `Usage: athena COMMAND

  start [--json]                        start Athena in the background (or find it) and print its address
  stop                                  stop the running Athena
  mcp                                   serve one MCP client on stdin and stdout
  exec FILE|- [--session ID] [--timeout MS] [--dry-run] [--json]
                                        run TypeScript; - reads it from stdin
  tools search QUERY [--limit N] [--json]
  tools tree [--json]                   all servers and tools
  tools off SERVER[/TOOL]… | tools on SERVER[/TOOL]…
                                        take tools away from every agent, and give them back
  server add NAME [--env K=V]… [--trusted] -- COMMAND [ARGUMENT…]
      [--confine [--read FOLDER]… [--write FOLDER]… [--network]]
                                        start it with these folders only, and without network (Linux)
  server add NAME --url URL [--header K=V]… [--trusted]
  server list [--json] | server remove NAME | server restart NAME | server log NAME
  server import [NAME…|--all] [--from CLIENT] [--trusted] [--move [--print]] [--undo]
                                        take over servers of your other clients; without a name, list them;
                                        --move also takes the client's own entry out, --print only shows how,
                                        --undo puts it back
  server set NAME [--trusted|--untrusted] [--on|--off]
  server sign-in NAME                   sign in to an HTTP server in the browser
  server changes NAME | server accept NAME [TOOL]
                                        tools that the server changed since you accepted them
  policy list [--json]
  policy set SERVER/TOOL allow|ask|block|default [--client NAME]
                                        * stands for every tool or client
  approvals list [--json] | approvals allow ID [--run|--always] | approvals deny ID
  approvals answer ID [FIELD=VALUE]…    fill in the form of a server that asks you something
  privacy scan FILE|- [--strict] [--json]
                                        what would become tokens; lines of {"text": …} are texts of their own
  vault list [--kind KIND] [--session ID] [--limit N] [--reveal] [--json]
                                        tokens, values masked; --reveal on a terminal only
  privacy status | privacy set SERVER|all [--mode standard|strict|off] [--raw on|off] [--review on|off]
                                        how values of a server are treated; see docs/privacy.md
  privacy local-only on|off             servers run without network or not at all (Linux)
  vault forget TOKEN | vault forget --session ID | vault audit [TOKEN]
  vault restore FILE|-                  a text with its tokens turned back; on a terminal only
  vault rules | vault rules delete ID   where values may flow
  vault rules add allow|ask|block KIND [--from SERVER[/TOOL]] [--to SERVER[/TOOL]] [--field POINTER] [--preview]
  vault passphrase [--remove]           protect the keys by a passphrase, asked for at every start; change or remove it
  vault lock | vault unlock             hide real values in the window and here; show them again
  memory embedder [on|off] [--json]     recall by meaning too (English, 300 to 500 MB while it works); off by default
  skill list | skill test NAME | skill remove NAME
  skill save NAME --from FILE|EXECUTION --description TEXT [--input NAME]…
                                        save a script or a run as a skill that agents can import
  demo [--json] | demo --remove         the sample run; remove what it made
  connect [CLIENT] [--print|--write|--undo] [--json]
                                        enter Athena in a client's configuration; --print shows the change only
  connect claude-desktop --mcpb FILE    write the bundle that Claude Desktop installs
  doctor [--accept-level LEVEL] [--json]
                                        where Athena listens, and what is wrong
  uninstall [--data]                    stop, take Athena out of every client, and with --data remove all its data

Paths are relative to the folder you call it in. Exit codes: 0 done, 1 the run or a check failed, 2 wrong usage,
3 Athena is not available, 4 Athena refused the request, 130 interrupted. With --json, stdout carries one JSON object;
a failure is {"error": {"code", "message"}}. ATHENA_DATA names another data folder.
`
