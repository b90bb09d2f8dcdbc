import { toLookingSettings } from '../config/to-settings.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

/** Runs the inference worker. */
export function inferenceService({ bus, host, settings, lifecycle }: ServiceDeps): Service {
  settings.onChange((config) => {
    host.change({ masks: config.inference.masks, looking: toLookingSettings(config) });
  });
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
