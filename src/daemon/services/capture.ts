import { SourceSupervisor } from '../../capture/supervisor/source-supervisor.js';
import { openingHours } from '../../core/opening-hours.js';
import { previewOf } from '../config/to-settings.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';
import { runInOpeningHours } from './run-in-opening-hours.js';

type CaptureDeps = Pick<
  ServiceDeps,
  | 'config'
  | 'source'
  | 'bus'
  | 'clock'
  | 'log'
  | 'snapshot'
  | 'throttle'
  | 'settings'
  | 'lifecycle'
  | 'commands'
> & {
  readonly monitor: Pick<ServiceDeps['monitor'], 'frameCaptured'>;
  readonly host: Pick<ServiceDeps['host'], 'submit' | 'whenReady'>;
};

/**
 * Takes frames from the source to the inference worker, as many as the box is cool enough for. Of a
 * camera the others are left out; a recording waits, so that each of its frames is analysed.
 */
export function captureService(deps: CaptureDeps): Service {
  const { config, source, bus, clock, log, monitor, snapshot, throttle, host, settings } = deps;
  const hoursNow = () => {
    const { openingHours: wanted, timeZone } = settings.current();
    return openingHours(wanted, timeZone);
  };
  let hours = hoursNow();
  let isShown = previewOf(config) === 'video';
  settings.onChange((changed) => {
    hours = hoursNow();
    isShown = previewOf(changed) === 'video';
  });
  let canWait = false;
  let takenMs = clock.monotonicMs();
  const runSource = (signal: AbortSignal) =>
    new SourceSupervisor({
      source,
      clock,
      log: log.child({ service: 'capture' }),
      frameDeadlineMs: config.camera.frameDeadlineMs,
      pictureDeadlineMs: config.camera.pictureDeadlineMs,
      sinks: {
        whenReady: async (signal) => {
          canWait = true;
          await host.whenReady(signal);
          await clock.sleep(throttle.restMs(clock.monotonicMs() - takenMs), signal);
        },
        onFrame: (frame) => {
          takenMs = clock.monotonicMs();
          monitor.frameCaptured();
          snapshot.frame(frame);
          if (canWait || throttle.admits()) host.submit(frame);
        },
        // A camera that was opened for its picture goes on giving it.
        onPreview: (picture) => {
          if (isShown) bus.publish('preview', picture);
        },
      },
      onState: (state) => bus.publish('sourceChanged', state),
    }).run(signal);
  const onPause = () => bus.publish('sourceChanged', { kind: 'paused', sinceMs: clock.nowMs() });
  return runningService(
    'capture',
    (signal) =>
      runInOpeningHours(
        {
          clock,
          hours: () => hours,
          run: (open) => deps.commands.runUnlessPaused(runSource, onPause, open),
          onClosed: ({ changesAtMs: opensAtMs }, zone) => {
            log.info({ opensAtMs }, 'closed: nothing is measured');
            const sinceMs = clock.nowMs();
            bus.publish('sourceChanged', { kind: 'closed', sinceMs, opensAtMs, timeZone: zone });
          },
        },
        signal,
      ),
    deps.lifecycle.fail,
  );
}
