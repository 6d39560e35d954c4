// `state` lives as long as the session: give its id again and go on.
state.visits = (state.visits ?? 0) + 1
state.seen ??= new Set<string>()
state.seen.add('today')
return { visits: state.visits, days: state.seen.size }
