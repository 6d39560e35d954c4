import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'

/** What clients still reach without Athena: such calls are neither recorded nor protected. */
export function Coverage() {
  const clients = useQuery('clients.list', {}, ['host'])
  const direct = (clients.data?.clients ?? [])
    .filter((client) => client.detected)
    .map((client) => ({
      name: client.name,
      servers: [...new Set(client.files.flatMap((file) => file.others))],
    }))
    .filter((client) => client.servers.length > 0)
  if (direct.length === 0) return null
  const count = new Set(direct.flatMap((client) => client.servers)).size
  return (
    <section className="panel" aria-labelledby="servers-coverage">
      <header>
        <span className="warn">
          <Icon name="warn" />
        </span>
        <h2 id="servers-coverage" className="grow">
          {t('servers.coverage', { count })}
        </h2>
        <a className="small" href={routeHash('connect')}>
          {t('screen.connect')}
        </a>
      </header>
      <ul className="in coverage">
        {direct.map((client) => (
          <li key={client.name}>
            <b className="strong">{client.name}</b> <span className="muted">{client.servers.join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
