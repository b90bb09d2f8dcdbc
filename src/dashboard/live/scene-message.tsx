import type { Text } from '../i18n/en.js';
import { localise } from '../i18n/localise.js';
import { createFormatter } from '../view/format.js';
import { Icon, type IconName } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import type { Scene } from './live-state.js';

interface Message {
  readonly icon: IconName;
  readonly title: string;
  readonly lines: readonly string[];
}

function messageOf(scene: Exclude<Scene, { kind: 'faces' }>, view: RequestView): Message {
  const live: Text['live'] = view.text.live;
  switch (scene.kind) {
    case 'starting':
      return { icon: 'camera', title: live.startingTitle, lines: [live.startingHint] };
    case 'closed': {
      const { opensAtMs } = scene;
      if (opensAtMs === null) {
        return { icon: 'moon', title: live.closedTitle, lines: [live.closedHint] };
      }
      // By the clocks of the place, wherever the reader is.
      const format = createFormatter(view.language, scene.timeZone);
      const title = live.closedUntil(format.day(opensAtMs), format.hourMinute(opensAtMs));
      return { icon: 'moon', title, lines: [live.closedHint] };
    }
    case 'paused':
      return { icon: 'moon', title: live.pausedTitle, lines: [live.pausedHint] };
    case 'ended':
      return { icon: 'clock', title: live.endedTitle, lines: [live.endedHint] };
    case 'stopped':
      return { icon: 'clock', title: live.stoppedTitle, lines: [live.stoppedHint] };
    case 'dark':
      return { icon: 'moon', title: live.dark, lines: [live.darkHint] };
    case 'turned':
      return { icon: 'camera', title: live.turned, lines: [live.turnedHint(scene.degrees)] };
    case 'nobody':
      return { icon: 'nobody', title: live.nobody, lines: [live.nobodyHint] };
    case 'degraded': {
      const { message, remedy } = localise(view.language, scene.problem);
      const when = view.text.units.in(view.format.duration(scene.retryInMs));
      return {
        icon: 'camera-off',
        title: live.degradedTitle,
        lines: [message, remedy, live.retry(when)],
      };
    }
  }
}

/** What to say in place of faces. */
export function SceneMessage({
  scene,
  view,
}: {
  scene: Exclude<Scene, { kind: 'faces' }>;
  view: RequestView;
}) {
  const message = messageOf(scene, view);
  return (
    <div class={`scene-message scene-${scene.kind}`}>
      <Icon name={message.icon} />
      <p class="scene-title">{message.title}</p>
      {message.lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}
