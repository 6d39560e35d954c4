/**
 * The tools, resources and prompts that the official conformance suite expects by name, registered on Athena's own stack. The suite
 * (`@modelcontextprotocol/conformance`) fixes the names and what each must do.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  acceptedContent,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import type {
  CallToolResult,
  ContentBlock,
  ElicitRequestFormParams,
  EventStore,
  InputRequests,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Fixtures, ListNotifier } from '../../src-main/core/mcp-server/index.ts'

/** A red PNG of one pixel, and a WAV without samples. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const wav = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA='

type Result = CallToolResult | InputRequiredResult
type Handler = (args: Record<string, unknown>, context: ServerContext) => Promise<Result>

/** Seals the state of multi-round requests; each process has its own key. */
const states = createRequestStateCodec<Record<string, unknown>>({ key: randomBytes(32) })

const say = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })
const show =
  (...content: ContentBlock[]) =>
  async () => ({ content })
const embedded = (uri: string, mimeType: string, text: string): ContentBlock => ({
  type: 'resource',
  resource: { uri, mimeType, text },
})

const askFor = (message: string, field: string, type: 'string' | 'boolean') =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [field]: { type } as { type: 'string' } | { type: 'boolean' } },
      required: [field],
    },
  })
const askModel = (text: string) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text } }],
    maxTokens: 50,
  })

function given(context: ServerContext, key: string, field: string): unknown {
  return acceptedContent<Record<string, unknown>>(context.mcpReq.inputResponses, key)?.[field]
}

/** What the client said to one of the requests, unchecked. */
function said(context: ServerContext, key: string): Record<string, unknown> | undefined {
  return context.mcpReq.inputResponses?.[key] as Record<string, unknown> | undefined
}

function spokenText(answer: Record<string, unknown> | undefined): unknown {
  return (answer?.['content'] as { text?: unknown } | undefined)?.text
}

/** Plain results. */
const contentTools: Record<string, Handler> = {
  test_simple_text: async () => say('This is a simple text response for testing.'),
  test_image_content: show({ type: 'image', data: png, mimeType: 'image/png' }),
  test_audio_content: show({ type: 'audio', data: wav, mimeType: 'audio/wav' }),
  test_embedded_resource: show(
    embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ),
  test_multiple_content_types: show(
    { type: 'text', text: 'Multiple content types test:' },
    { type: 'image', data: png, mimeType: 'image/png' },
    embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ),
  test_error_handling: async () => {
    throw new Error('This tool intentionally returns an error for testing')
  },
  test_streaming_elicitation: async () => say('Only a result.'),
}

/** Messages sent while a call is running. */
const messageTools: Record<string, Handler> = {
  test_logging_tool: async (_, context) => {
    await context.mcpReq.log('info', 'sent only to who asked for logs')
    return say('logged')
  },
  test_tool_with_logging: async (_, context) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await context.mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } })
      await sleep(50)
    }
    return say('done')
  },
  test_tool_with_progress: async (_, context) => {
    const progressToken = context.mcpReq._meta?.progressToken
    if (progressToken === undefined) return say('no progress token')
    for (const progress of [0, 50, 100]) {
      await context.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100, message: `${progress} of 100` },
      })
      await sleep(50)
    }
    return say(String(progressToken))
  },
  test_reconnection: async (_, context) => {
    context.http?.closeSSE?.()
    await sleep(100)
    return say('The client came back for this.')
  },
}

/** Requests from server to client, as before 2026-07-28. */
const pushTools: Record<string, Handler> = {
  test_sampling: async (args, context) => {
    const answer = await context.mcpReq.requestSampling({
      messages: [{ role: 'user', content: { type: 'text', text: String(args['prompt']) } }],
      maxTokens: 100,
    })
    return say(`LLM response: ${'text' in answer.content ? answer.content.text : 'none'}`)
  },
  test_elicitation: elicit(
    { response: { type: 'string', description: "User's response" } },
    ['response'],
    'User response',
  ),
  test_elicitation_sep1034_defaults: elicit({
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  }),
  test_elicitation_sep1330_enums: elicit({
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: titled('Option') },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      items: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    },
    titledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { anyOf: titled('Choice') } },
  }),
}

function titled(noun: string) {
  return ['First', 'Second', 'Third'].map((word, index) => ({
    const: `value${index + 1}`,
    title: `${word} ${noun}`,
  }))
}

function elicit(properties: object, required: string[] = [], label = 'Elicitation completed'): Handler {
  return async (args, context) => {
    const answer = await context.mcpReq.elicitInput({
      message: String(args['message'] ?? 'Please fill in the fields'),
      requestedSchema: { type: 'object', properties, required } as ElicitRequestFormParams['requestedSchema'],
    })
    return say(`${label}: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`)
  }
}

/** Input asked for inside the result, as since 2026-07-28. */
const roundTools: Record<string, Handler> = {
  test_missing_capability: async (_, context) =>
    said(context, 'answer')
      ? say('done')
      : inputRequired({ inputRequests: { answer: askModel('Say pong') } }),
  test_input_required_result_elicitation: async (_, context) => {
    const name = given(context, 'user_name', 'name')
    return typeof name === 'string'
      ? say(`Hello, ${name}!`)
      : inputRequired({ inputRequests: { user_name: askFor('What is your name?', 'name', 'string') } })
  },
  test_input_required_result_sampling: async (_, context) => {
    const answer = said(context, 'capital_question')
    return answer
      ? say(`Sampling response: ${String(spokenText(answer))}`)
      : inputRequired({ inputRequests: { capital_question: askModel('What is the capital of France?') } })
  },
  test_input_required_result_list_roots: async (_, context) => {
    const roots = said(context, 'client_roots')?.['roots']
    return Array.isArray(roots)
      ? say(`${roots.length} roots: ${JSON.stringify(roots)}`)
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
  },
  test_input_required_result_request_state: async (_, context) => {
    if (given(context, 'confirm', 'ok') === undefined) {
      return inputRequired({
        inputRequests: { confirm: askFor('Please confirm', 'ok', 'boolean') },
        requestState: await states.mint({ nonce: randomUUID() }),
      })
    }
    if (context.mcpReq.requestState() === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid requestState')
    }
    return say('state-ok')
  },
  test_input_required_result_multiple_inputs: async (_, context) => {
    const name = given(context, 'user_name', 'name')
    const greeting = spokenText(said(context, 'greeting'))
    const roots = said(context, 'client_roots')?.['roots']
    if (typeof name === 'string' && typeof greeting === 'string' && Array.isArray(roots)) {
      return say(`${greeting} ${name}, ${roots.length} roots`)
    }
    return inputRequired({
      inputRequests: {
        user_name: askFor('What is your name?', 'name', 'string'),
        greeting: askModel('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await states.mint({ nonce: randomUUID() }),
    })
  },
  test_input_required_result_multi_round: async (_, context) => {
    const state = context.mcpReq.requestState<Record<string, unknown>>()
    const round = typeof state?.['round'] === 'number' ? state['round'] : 0
    if (round >= 2)
      return say(`Done: ${String(state?.['name'])} likes ${String(given(context, 'step2', 'color'))}`)
    return inputRequired({
      inputRequests:
        round === 0
          ? { step1: askFor('What is your name?', 'name', 'string') }
          : { step2: askFor('What is your favourite colour?', 'color', 'string') },
      requestState: await states.mint({
        round: round + 1,
        nonce: randomUUID(),
        name: given(context, 'step1', 'name') ?? null,
      }),
    })
  },
  test_input_required_result_tampered_state: async (_, context) => {
    const confirmed = given(context, 'confirm', 'ok') !== undefined
    if (confirmed && context.mcpReq.requestState() !== undefined) return say('integrity-ok')
    return inputRequired({
      inputRequests: { confirm: askFor('Please confirm', 'ok', 'boolean') },
      requestState: await states.mint({ nonce: randomUUID() }),
    })
  },
  test_input_required_result_capabilities: async (_, context) => {
    if (context.mcpReq.inputResponses !== undefined) return say('fulfilled')
    const envelope = context.mcpReq.envelope as Record<string, unknown> | undefined
    const declared = (envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {}) as Record<
      string,
      unknown
    >
    const inputRequests: InputRequests = {
      ...(declared['elicitation'] === undefined ? {} : { user_name: askFor('Your name?', 'name', 'string') }),
      ...(declared['sampling'] === undefined ? {} : { greeting: askModel('Generate a greeting') }),
      ...(declared['roots'] === undefined ? {} : { client_roots: inputRequired.listRoots() }),
    }
    return Object.keys(inputRequests).length === 0 ? say('nothing to ask') : inputRequired({ inputRequests })
  },
}

const schema2020 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
} as const

/** Arguments of the tools that have any. */
const inputs: Record<string, object> = {
  test_sampling: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  test_elicitation: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  json_schema_2020_12_tool: schema2020,
  test_x_mcp_header: {
    type: 'object',
    properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } },
  },
}

function registerTools(server: McpServer, notify: ListNotifier): void {
  const changes: Record<string, Handler> = {
    test_trigger_tool_change: async () => {
      notify.toolsChanged()
      return say('published')
    },
    test_trigger_prompt_change: async () => {
      notify.promptsChanged()
      return say('published')
    },
    json_schema_2020_12_tool: async (args) => say(JSON.stringify(args)),
    test_x_mcp_header: async (args) => say(`region=${String(args['region'])}`),
  }
  for (const [name, handler] of Object.entries({
    ...contentTools,
    ...messageTools,
    ...pushTools,
    ...roundTools,
    ...changes,
  })) {
    const schema = (inputs[name] ?? { type: 'object', properties: {} }) as Parameters<
      typeof fromJsonSchema
    >[0]
    server.registerTool(
      name,
      {
        description: `Conformance fixture ${name}`,
        inputSchema: fromJsonSchema<Record<string, unknown>>(schema),
      },
      handler,
    )
  }
}

function registerResources(server: McpServer): void {
  const texts = {
    'test://static-text': 'This is the content of the static text resource.',
    'test://watched-resource': 'Watched',
  }
  for (const [uri, text] of Object.entries(texts)) {
    server.registerResource(uri, uri, { mimeType: 'text/plain' }, async () => ({
      contents: [{ uri, mimeType: 'text/plain', text }],
    }))
  }
  server.registerResource(
    'static-binary',
    'test://static-binary',
    { mimeType: 'image/png' },
    async (uri) => ({
      contents: [{ uri: uri.toString(), mimeType: 'image/png', blob: png }],
    }),
  )
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    async (uri, { id }) => ({
      contents: [
        {
          uri: uri.toString(),
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  )
  server.server.registerCapabilities({ resources: { subscribe: true } })
  server.server.setRequestHandler('resources/subscribe', () => ({}))
  server.server.setRequestHandler('resources/unsubscribe', () => ({}))
}

function registerPrompts(server: McpServer): void {
  const user = (...content: ContentBlock[]) => ({
    messages: content.map((block) => ({ role: 'user' as const, content: block })),
  })
  const text = (value: string): ContentBlock => ({ type: 'text', text: value })
  const described = (kind: string) => ({ description: `A prompt ${kind}` })
  server.registerPrompt('test_simple_prompt', described('simple'), async () =>
    user(text('This is a simple prompt for testing.')),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    { ...described('with arguments'), argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    async ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { ...described('with a resource'), argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri }) =>
      user(
        embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
        text('Please process the embedded resource above.'),
      ),
  )
  server.registerPrompt('test_prompt_with_image', described('with an image'), async () =>
    user({ type: 'image', data: png, mimeType: 'image/png' }, text('Please analyze the image above.')),
  )
  server.registerPrompt(
    'test_input_required_result_prompt',
    described('that asks first'),
    async (context: unknown) => {
      const value = given(context as ServerContext, 'user_context', 'context')
      return typeof value === 'string'
        ? user(text(`Use the following context: ${value}`))
        : inputRequired({ inputRequests: { user_context: askFor('Which context?', 'context', 'string') } })
    },
  )
}

/** All of them, for `createMcpServer({ fixtures })`. */
export const fixtures: Fixtures = {
  options: { requestState: { verify: states.verify } },
  register(server, notify) {
    registerTools(server, notify)
    registerResources(server)
    registerPrompts(server)
    server.server.registerCapabilities({ logging: {} })
    server.server.setRequestHandler('logging/setLevel', () => ({}))
  },
}

/** Keeps the messages of a session's streams, so that a client can come back with `Last-Event-ID`. */
export function createEventStore(): EventStore {
  const events: { id: string; stream: string; message: Parameters<EventStore['storeEvent']>[1] }[] = []
  return {
    async storeEvent(stream, message) {
      const id = `${stream}/${events.length}`
      events.push({ id, stream, message })
      return id
    },
    async replayEventsAfter(last, { send }) {
      const at = events.findIndex((event) => event.id === last)
      const stream = events[at]?.stream ?? last.slice(0, last.lastIndexOf('/'))
      for (const event of events.slice(at + 1)) {
        // The first event of a stream is an empty mark, not a message.
        if (event.stream === stream && Object.keys(event.message).length > 0)
          await send(event.id, event.message)
      }
      return stream
    },
  }
}
