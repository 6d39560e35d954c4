import { McpServer as SdkServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server'
import type { ServerContext, ServerOptions } from '@modelcontextprotocol/server'
import type { Logger } from '../ports.ts'
import type { McpHost } from './api.ts'
import { instructions, toolDefinitions, toolMeta } from './definitions.ts'
import { passthroughSchema } from './passthrough-schema.ts'
import { promptDefinitions } from './prompts.ts'
import { clean, envelopeClient, type RequestClient } from './request-context.ts'
import { runTool } from './tools.ts'

/** Publishes that a list changed to the subscriptions of modern HTTP clients. */
export interface ListNotifier {
  toolsChanged(): void
  promptsChanged(): void
}

/** More on the same server: the fixtures of the conformance suite. Never given by a shell. */
export interface Fixtures {
  options: Pick<ServerOptions, 'requestState'>
  register(server: SdkServer, notify: ListNotifier): void
}

/** How long a client may keep list results: the five tools never change within one version. */
const listTtlMs = 3600_000

/** What {@link buildServer} needs. */
export interface BuildOptions {
  host: McpHost
  version: string
  log: Logger
  /** Told of the client of each request, as soon as it is known. */
  onClient: (client: RequestClient) => void
  fixtures?: Fixtures
  notify?: ListNotifier
}

/** One protocol server with the five tools, the resources and the prompts; the same for both eras and both transports. */
export function buildServer({ host, version, log, onClient, fixtures, notify }: BuildOptions): SdkServer {
  const server = new SdkServer(
    { name: 'athena', title: 'Athena', version },
    {
      instructions,
      ...fixtures?.options,
      // The lists of tools and prompts never change, so `listChanged` is not claimed for them.
      capabilities: {
        tools: { listChanged: fixtures !== undefined },
        resources: { listChanged: fixtures !== undefined },
        prompts: { listChanged: fixtures !== undefined },
      },
      cacheHints: {
        'tools/list': { ttlMs: listTtlMs, cacheScope: 'public' },
        'prompts/list': { ttlMs: listTtlMs, cacheScope: 'public' },
        'server/discover': { ttlMs: listTtlMs, cacheScope: 'public' },
        'resources/templates/list': { ttlMs: listTtlMs, cacheScope: 'public' },
        'resources/list': { ttlMs: 0, cacheScope: 'private' },
        'resources/read': { ttlMs: 0, cacheScope: 'private' },
      },
    },
  )

  function clientOf(context: ServerContext): string {
    const named = envelopeClient(context)
    if (named) {
      onClient(named)
      return named.name
    }
    return clean(server.server.getClientVersion()?.name, 'unknown')
  }

  server.server.oninitialized = () => {
    const info = server.server.getClientVersion()
    const protocol = server.server.getNegotiatedProtocolVersion()
    onClient({
      name: clean(info?.name, 'unknown'),
      version: clean(info?.version, ''),
      ...(protocol === undefined ? {} : { protocol }),
    })
  }

  for (const tool of toolDefinitions) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: passthroughSchema(tool.inputSchema),
        annotations: tool.annotations,
        _meta: toolMeta,
      },
      (args: unknown, context: ServerContext) => runTool(host, tool, args, clientOf(context), context, log),
    )
  }

  server.registerResource(
    'athena',
    new ResourceTemplate('athena://{+path}', {
      list: () => ({ resources: host.listResources() }),
      complete: {
        path: (value) =>
          host
            .listResources()
            .map((resource) => resource.uri.replace('athena://', ''))
            .filter((path) => path.startsWith(value)),
      },
    }),
    { title: 'Athena', description: 'Servers, skills and the memory context, as in the virtual tree.' },
    async (uri) => {
      const found = await host.readResource(uri.toString())
      if (!found)
        throw new ResourceNotFoundError(
          uri.toString(),
          `There is no resource ${uri.toString()}. List the resources to see what there is.`,
        )
      return { contents: [{ uri: uri.toString(), mimeType: found.mimeType, text: found.text }] }
    },
  )

  for (const prompt of promptDefinitions) {
    server.registerPrompt(
      prompt.name,
      {
        title: prompt.title,
        description: prompt.description,
        argsSchema: passthroughSchema({
          type: 'object',
          properties: Object.fromEntries(
            prompt.arguments.map((argument) => [
              argument.name,
              { type: 'string', description: argument.description },
            ]),
          ),
          required: prompt.arguments.filter((argument) => argument.required).map((argument) => argument.name),
        }),
      },
      (values: unknown) => ({
        messages: [
          {
            role: 'user' as const,
            content: { type: 'text' as const, text: prompt.text((values ?? {}) as Record<string, string>) },
          },
        ],
      }),
    )
  }

  if (fixtures && notify) fixtures.register(server, notify)
  return server
}
