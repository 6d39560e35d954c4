import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'
import { fictionalMail, fictionalPeople } from './people.ts'

/**
 * The bundled sample server: a mailbox, a customer file and an outbox of people who do not exist. An ordinary MCP server over stdio; it
 * opens no connection and writes nothing.
 */
function createDemoServer(): McpServer {
  const people = fictionalPeople()
  const mail = fictionalMail(people)
  const drafts: { id: string; to: string; subject: string; text: string }[] = []
  const server = new McpServer({
    name: 'athena-demo',
    title: 'Demo: mail, customers and outbox of 200 fictional people',
    version: '1.0.0',
  })
  const json = (value: unknown): { content: { type: 'text'; text: string }[] } => ({
    content: [{ type: 'text', text: JSON.stringify(value) }],
  })

  server.registerTool(
    'mail_search',
    {
      title: 'Search mail',
      description: 'Searches the demo mailbox by words in sender, subject and text. Newest first.',
      inputSchema: z.object({
        query: z.string().optional().describe('Words that must all occur; leave out for all mail'),
        unread: z.boolean().optional().describe('Only unread mail'),
        limit: z.number().int().min(1).max(200).optional().describe('At most this many; 50 by default'),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ query, unread, limit }) => {
      const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
      const messages = mail
        .filter((message) => !unread || message.unread)
        .filter((message) =>
          words.every((word) =>
            `${message.from} ${message.fromName} ${message.subject} ${message.text}`
              .toLowerCase()
              .includes(word),
          ),
        )
      return json({ messages: messages.slice(0, limit ?? 50), total: messages.length })
    },
  )
  server.registerTool(
    'crm_find_contact',
    {
      title: 'Find a customer',
      description:
        'Finds one customer by e-mail address: name, telephone, address, bank account, card, open invoice and how late it is.',
      inputSchema: z.object({ email: z.string().describe('E-mail address of the customer') }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ email }) => {
      const person = people.find((found) => found.email === email.trim().toLowerCase())
      if (person) return json(person)
      return { content: [{ type: 'text', text: 'No customer has this e-mail address.' }], isError: true }
    },
  )
  server.registerTool(
    'crm_list_contacts',
    {
      title: 'List customers',
      description: 'Lists customers with their open invoices, in order of their number.',
      inputSchema: z.object({
        offset: z.number().int().min(0).optional(),
        limit: z.number().int().min(1).max(200).optional().describe('At most this many; 50 by default'),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ offset, limit }) =>
      json({ contacts: people.slice(offset ?? 0, (offset ?? 0) + (limit ?? 50)), total: people.length }),
  )
  server.registerTool(
    'outbox_draft',
    {
      title: 'Draft a mail',
      description: 'Puts a draft into the demo outbox. Nothing is ever sent.',
      inputSchema: z.object({ to: z.string(), subject: z.string(), text: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    ({ to, subject, text }) => {
      const draft = { id: `d_${drafts.length + 1}`, to, subject, text }
      drafts.push(draft)
      return json({ id: draft.id, saved: true })
    },
  )
  return server
}

serveStdio(createDemoServer)
