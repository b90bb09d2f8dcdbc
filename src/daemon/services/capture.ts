import { SourceSupervisor } from '../../capture/supervisor/source-supervisor.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

/** Takes frames from the source to the inference worker, as many as the box is cool enough for. */
export function captureService(deps: ServiceDeps): Service {
  const { config, source, bus, clock, log, monitor, snapshot, throttle, host, settings } = deps;
  const supervisor = new SourceSupervisor({
    source,
    clock,
    log: log.child({ service: 'capture' }),
    frameDeadlineMs: config.camera.frameDeadlineMs,
    pictureDeadlineMs: config.camera.pictureDeadlineMs,
    sinks: {
      onFrame: (frame) => {
        monitor.frameCaptured();
        snapshot.frame(frame);
        if (throttle.admits()) host.submit(frame);
      },
      // A camera that was opened for its picture goes on giving it.
      onPreview: (picture) => {
        if (settings.current().preview === 'video') bus.publish('preview', picture);
      },
    },
    onState: (state) => bus.publish('sourceChanged', state),
  });
  return runningService('capture', (signal) => supervisor.run(signal), deps.lifecycle.fail);
}
