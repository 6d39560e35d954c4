import type { Migration } from '../store/open.ts'

/** Schema of servers.db. Secrets are never in it: they are in the key store. */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'servers',
    up(database) {
      database.exec(`
        create table server (
          name text primary key,
          -- JSON: command, args, cwd, url, names of environment variables and headers
          definition text not null,
          trusted integer not null,
          enabled integer not null,
          created_at integer not null,
          -- 'modern' or 'legacy', when it was found out, and what a modern server said of itself
          era text,
          era_at integer,
          discover text,
          -- JSON: title, description, tools of the last good listing
          listing text
        ) strict;
        create table seen_tool (
          server text not null references server(name) on delete cascade,
          tool text not null,
          -- JSON of the definition the user knows
          definition text not null,
          primary key (server, tool)
        ) strict, without rowid;
      `)
    },
  },
]
