// Search from code and call what was found by its name.
const [hit] = await search_tools({ query: 'search mail by words', limit: 1 })
const { total } = await callMCPTool('demo/mail_search', { query: 'card on file' })
return { tool: hit, total }
