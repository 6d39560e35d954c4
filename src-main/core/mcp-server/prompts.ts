/** A prompt that a client may offer its user. */
export interface PromptDefinition {
  name: string
  title: string
  description: string
  arguments: { name: string; description: string; required: boolean }[]
  text: (values: Record<string, string>) => string
}

/** Two prompts: how to work with Athena, and how to keep what worked. */
export const promptDefinitions: readonly PromptDefinition[] = [
  {
    name: 'work-with-athena',
    title: 'Work with Athena',
    description: 'Does a task with the tools behind Athena in as few steps as possible.',
    arguments: [{ name: 'task', description: 'What to do', required: true }],
    text: ({ task = '' }) => `Task: ${task}

Work like this:
1. search_tools with two or three queries for the steps of the task. Read the declarations it returns.
2. Write one TypeScript module for execute_code that does the whole task: call the tools, filter and combine the data in the code, and return only what answers the task. Use shapeOf(value) for a result whose type is unknown.
3. If the code would change something outside, run it with dryRun: true first and show me what it would do.
4. Values such as [EMAIL_1] stand for personal data that stays on this machine. Pass them on unchanged; never ask for the real value.
5. If an answer says "running" or "waiting", use wait_execution. If a call was denied, stop and tell me.`,
  },
  {
    name: 'save-as-skill',
    title: 'Save as a skill',
    description: 'Turns the code of a run that worked into a reusable function.',
    arguments: [
      { name: 'name', description: 'Name of the skill, such as save-sheet-as-csv', required: true },
      { name: 'execution', description: 'Id of the run, such as x_7k2m9qt4ab', required: false },
    ],
    text: ({
      name = '',
      execution,
    }) => `Write the code ${execution === undefined || execution === '' ? 'of the last run that worked' : `of the run ${execution}`} as a skill named "${name}".

1. One exported async function in camelCase with a doc comment: what it does, its parameters, what it returns.
2. Lift every literal that could differ next time (ids, names, dates, limits) into a parameter with a type and a default where one makes sense. Keep no personal values.
3. Import tools as before ('./servers/…'). Check it with execute_code and dryRun: true.
4. Write it to /workspace/skills/${name === '' ? 'name' : name}.ts and tell me to look at it in Athena's window: only I can promote it to a skill.`,
  },
]
