import { formatDuration } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { zoomView } from '../../pure/time-scale.ts'
import { stepEvent } from '../../state/player.ts'
import { lookAt, wholeView } from '../../state/run-view.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'

const speeds = [1, 4, 16]

interface TransportProps {
  store: RunViewStore
  model: RunModel
  zoom: boolean
}

/** Play, step and, on the timeline, zoom. Small on purpose: the keys do the same. */
export function Transport({ store, model, zoom }: TransportProps) {
  const playing = store((state) => state.playing)
  const shown = store((state) => state.shown)
  const speed = store((state) => state.speed)
  return (
    <div className="transport">
      <Small icon="left" name={t('command.previousEvent')} keys="," run={() => stepEvent(store, model, -1)} />
      <Small
        icon={playing ? 'pause' : 'play'}
        name={playing ? t('command.pause') : t('command.play')}
        keys={t('key.space')}
        run={() => store.setState({ playing: !playing })}
      />
      <Small icon="right" name={t('command.nextEvent')} keys="." run={() => stepEvent(store, model, 1)} />
      {shown === undefined && !playing ? null : (
        <button
          type="button"
          className="btn ghost sm speed"
          title={t('run.speedHint')}
          onClick={() => store.setState({ speed: speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1 })}
        >
          {t('run.speed', { speed })}
        </button>
      )}
      {shown === undefined ? null : (
        <>
          <span className="playtime" aria-hidden="true">
            {formatDuration(shown)}
          </span>
          <Small icon="x" name={t('run.toEnd')} keys="" run={() => lookAt(store, undefined)} />
        </>
      )}
      {zoom ? (
        <>
          <i className="rule" />
          <Small
            icon="minus"
            name={t('command.zoomOut')}
            keys="−"
            run={() => store.setState({ view: zoomView(store.getState().view, 2, 0.5) })}
          />
          <button
            type="button"
            className="btn ghost sm"
            title={`${t('command.zoomFit')} 0`}
            onClick={() => store.setState({ view: wholeView })}
          >
            {t('run.fit')}
          </button>
          <Small
            icon="plus"
            name={t('command.zoomIn')}
            keys="+"
            run={() => store.setState({ view: zoomView(store.getState().view, 0.5, 0.5) })}
          />
        </>
      ) : null}
    </div>
  )
}

function Small({ icon, name, keys, run }: { icon: IconName; name: string; keys: string; run: () => void }) {
  return (
    <button
      type="button"
      className="btn ghost icon sm"
      aria-label={name}
      title={`${name} ${keys}`}
      onClick={run}
    >
      <Icon name={icon} />
    </button>
  )
}
