import { afterAll, describe, expect, it } from 'vitest'
import { createCatalog } from '../../catalog/index.ts'
import { createChecker } from './index.ts'

/** The servers that the snippets of Anthropic's post "Code execution with MCP" (4 November 2025) name. */
function servers(): ReturnType<typeof createCatalog> {
  const catalog = createCatalog()
  const add = (name: string, tools: Record<string, Record<string, unknown>>): void =>
    catalog.setServer({
      name,
      title: name,
      description: '',
      kind: 'upstream',
      tools: Object.entries(tools).map(([tool, properties]) => ({
        name: tool,
        description: '',
        inputSchema: { type: 'object', properties, required: Object.keys(properties) },
      })),
    })
  const text = { type: 'string' }
  add('google-drive', { get_document: { documentId: text }, get_sheet: { sheetId: text } })
  add('salesforce', {
    update_record: { objectType: text, recordId: text, data: { type: 'object' } },
    query: { query: text },
  })
  add('slack', { get_channel_history: { channel: text } })
  return catalog
}

const skill = `import * as gdrive from './servers/google-drive';
export async function saveSheetAsCsv(sheetId: string) {
  const data = await gdrive.getSheet({ sheetId });
  const csv = data.map(row => row.join(',')).join('\\n');
  await fs.writeFile(\`./workspace/sheet-\${sheetId}.csv\`, csv);
  return \`./workspace/sheet-\${sheetId}.csv\`;
}`

const snippets: Record<string, string> = {
  'one call feeds another': `// Read transcript from Google Docs and add to Salesforce prospect
import * as gdrive from './servers/google-drive';
import * as salesforce from './servers/salesforce';

const transcript = (await gdrive.getDocument({ documentId: 'abc123' })).content;
await salesforce.updateRecord({
  objectType: 'SalesMeeting',
  recordId: '00Q5f000001abcXYZ',
  data: { Notes: transcript }
});`,
  'rows are filtered in the sandbox': `// With code execution - filter in the execution environment
const allRows = await gdrive.getSheet({ sheetId: 'abc123' });
const pendingOrders = allRows.filter(row => 
  row["Status"] === 'pending'
);
console.log(\`Found \${pendingOrders.length} pending orders\`);
console.log(pendingOrders.slice(0, 5)); // Only log first 5 for review`,
  'a channel is polled': `let found = false;
while (!found) {
  const messages = await slack.getChannelHistory({ channel: 'C123456' });
  found = messages.some(m => m.text.includes('deployment complete'));
  if (!found) await new Promise(r => setTimeout(r, 5000));
}
console.log('Deployment notification received');`,
  'rows go from one server to another': `const sheet = await gdrive.getSheet({ sheetId: 'abc123' });
for (const row of sheet.rows) {
  await salesforce.updateRecord({
    objectType: 'Lead',
    recordId: row.salesforceId,
    data: { 
      Email: row.email,
      Phone: row.phone,
      Name: row.name
    }
  });
}
console.log(\`Updated \${sheet.rows.length} leads\`);`,
  'a file is written': `const leads = await salesforce.query({ 
  query: 'SELECT Id, Email FROM Lead LIMIT 1000' 
});
const csvData = leads.map(l => \`\${l.Id},\${l.Email}\`).join('\\n');
await fs.writeFile('./workspace/leads.csv', csvData);`,
  'and read again': `// Later execution picks up where it left off
const saved = await fs.readFile('./workspace/leads.csv', 'utf-8');`,
  'a skill is written': `// In ./skills/save-sheet-as-csv.ts\n${skill}`,
  'and used': `// Later, in any agent execution:
import { saveSheetAsCsv } from './skills/save-sheet-as-csv';
const csvPath = await saveSheetAsCsv('abc123');`,
  'a wrapper is written by hand': `// ./servers/google-drive/getDocument.ts
import { callMCPTool } from "../../../client.js";

interface GetDocumentInput {
  documentId: string;
}

interface GetDocumentResponse {
  content: string;
}

/* Read a document from Google Drive */
export async function getDocument(input: GetDocumentInput): Promise<GetDocumentResponse> {
  return callMCPTool<GetDocumentResponse>('google_drive__get_document', input);
}`,
}

describe('the snippets of the founding post', () => {
  const checker = createChecker({
    catalog: servers(),
    skills: {
      names: () => ['save-sheet-as-csv'],
      read: (name) => (name === 'save-sheet-as-csv' ? skill : undefined),
    },
  })
  afterAll(() => checker.close())

  it.each(Object.entries(snippets))('pass unchanged: %s', async (_name, source) => {
    const { ok, problems } = await checker.check(source)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(ok).toBe(true)
  })
})
