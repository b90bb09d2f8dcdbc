import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

/** Runs the inference worker. */
export function inferenceService({ bus, host, settings, lifecycle }: ServiceDeps): Service {
  settings.onChange(({ inference }) => host.setMasks(inference.masks));
  bus.subscribe({
    name: 'inference',
    on: {
      sourceChanged: ({ kind }) => {
        if (kind === 'degraded') host.dropWaiting();
      },
    },
  });
  return runningService('inference', (signal) => host.run(signal), lifecycle.fail);
}
