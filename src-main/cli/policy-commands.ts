import type { Result } from '../contract/methods.ts'
import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import { outcome, type Outcome } from './outcome.ts'
import { UsageError } from './usage.ts'

type Field = NonNullable<Result<'approvals.list'>['approvals'][number]['question']>['fields'][number]

/** `policy list` */
export async function policyList(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const list = await client.call('policy.list', {})
    const lines = list.rules.map(
      (rule) => `${rule.action}  ${rule.server}/${rule.tool}  ${rule.client}  ${rule.id}`,
    )
    return outcome(list, lines.length > 0 ? lines : ['No rules: the defaults apply.'])
  })
}

/** `policy set SERVER/TOOL ACTION [--client NAME]` */
export async function policySet(args: Parsed): Promise<Outcome> {
  const [target = '', action = ''] = args.positionals(2, 2)
  const [server = '', tool = '*'] = splitOnce(target)
  if (!isAction(action)) throw new UsageError(`The action is allow, ask, block or default, not "${action}".`)
  return withHost(async ({ client }) => {
    const rule = { client: args.option('client') ?? '*', server, tool, action }
    await client.call('policy.set', rule)
    return outcome(rule, [`${action}  ${server}/${tool}`])
  })
}

function splitOnce(target: string): string[] {
  const at = target.indexOf('/')
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)]
}

function isAction(text: string): text is 'allow' | 'ask' | 'block' | 'default' {
  return ['allow', 'ask', 'block', 'default'].includes(text)
}

/** `approvals list`: calls that wait for leave, and forms that servers want filled in. */
export async function approvalsList(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const list = await client.call('approvals.list', {})
    const lines = list.approvals.flatMap((entry) => [
      `${entry.id}  ${entry.tool}  ${entry.question ? `${entry.question.server} asks: ` : ''}${entry.sentence}`,
      ...(entry.question?.fields ?? []).map((field) => `    ${describeField(field)}`),
      ...(entry.review === undefined ? [] : entry.review.text.split('\n').map((line) => `    ${line}`)),
      ...(entry.flows ?? []).map(
        (flow) =>
          `    ${flow.token} from ${flow.origins.map((origin) => origin.server).join(', ')} to ${flow.sinkServer}/${flow.sinkTool} ${flow.field}`,
      ),
      ...((entry.review ?? entry.question)
        ? []
        : (entry.batch ?? [{ tool: entry.tool, args: entry.args }])
      ).map(({ tool, args }, index) => `    ${index + 1}. ${tool} ${firstLine(JSON.stringify(args))}`),
    ])
    return outcome(list, lines.length > 0 ? lines : ['Nothing waits for approval.'])
  })
}

/** `approvals allow|deny ID` */
export async function decide(
  args: Parsed,
  decision: 'deny' | 'allow-once' | 'allow-run' | 'allow-always',
): Promise<Outcome> {
  const [id = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    await client.call('approvals.decide', { id, decision })
    return outcome({ id, decision }, [`${id}: ${decision}`])
  })
}

/** `approvals answer ID [FIELD=VALUE…]`: fills in the form of a server; fields that are left out stay empty. */
export async function approvalsAnswer(args: Parsed): Promise<Outcome> {
  const [id = '', ...fields] = args.positionals(1)
  const content = Object.fromEntries(
    fields.map((field) => {
      const at = field.indexOf('=')
      if (at < 1) throw new UsageError(`"${field}" is not FIELD=VALUE.`)
      return [field.slice(0, at), field.slice(at + 1)]
    }),
  )
  return withHost(async ({ client }) => {
    await client.call('approvals.answer', { id, content })
    return outcome({ id, answered: true }, [`${id}: sent`])
  })
}

function describeField(field: Field): string {
  const kind = field.options ? field.options.map(({ value }) => value).join('|') : field.type
  const preset = field.default === undefined ? '' : `, ${JSON.stringify(field.default)} unless given`
  return `${field.name}=${kind}${field.required ? '' : ' (optional)'}  ${field.title}${preset}`
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
