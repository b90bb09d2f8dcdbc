import type { RollupSums } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { comparedWords } from './change-words.js';
import type { Comparison, Figure } from './comparison.js';
import { type EvidenceRule, hasEvidence } from './evidence.js';
import { shareOf, totalMs } from './stacked-shares.js';
import { Tile } from './summary.js';

/** The steps in their order; each counts some of those of the step before. */
const STEPS = [
  { name: 'seen', of: ({ facesMeasured }: RollupSums) => facesMeasured },
  { name: 'looked', of: ({ watchers }: RollupSums) => watchers },
  { name: 'stopped', of: ({ watchersStopped }: RollupSums) => watchersStopped },
  { name: 'smiled', of: ({ watchersSmiled }: RollupSums) => watchersSmiled },
] as const;

type Step = (typeof STEPS)[number];

/** Share of a step in those who were seen; null where there is nothing to be a share of. */
function shareOfSeen({ of }: Step, sums: RollupSums): number | null {
  const [count, seen] = [of(sums), sums.facesMeasured];
  return count === null || !seen ? null : count / seen;
}

/** Those who were seen are compared per watched hour, the later steps by their share. */
function figureOf(step: Step): Figure {
  return step.name === 'seen'
    ? { kind: 'sum', of: ({ facesMeasured }) => facesMeasured ?? 0 }
    : { kind: 'mean', of: (sums) => shareOfSeen(step, sums) };
}

const HAPPY_WHILE_LOOKING: Figure = { kind: 'mean', of: happyWhileLooking };
const ATTRACTION: Figure = { kind: 'mean', of: ({ attraction }) => attraction };
const ATTENTION_TIME: Figure = { kind: 'sum', of: ({ attentionMs }) => attentionMs ?? 0 };

function happyWhileLooking({ attentionExpressionMs }: RollupSums): number | null {
  if (attentionExpressionMs === null) return null;
  const durations = { expressionMs: attentionExpressionMs };
  return totalMs(durations) === 0 ? null : shareOf(durations, 'happy');
}

interface FunnelProps {
  readonly comparison: Comparison;
  readonly rule: EvidenceRule;
  readonly view: RequestView;
}

function FunnelTable({ comparison, rule, view }: FunnelProps) {
  const { totals } = comparison.now;
  const { text, format } = view;
  const words = text.attention;
  const isEvident = (totals.facesMeasured ?? 0) >= rule.visitors;
  return (
    <TableScroll label={words.funnel}>
      <table class="funnel">
        <thead>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col" class="numeric">
              {words.count}
            </th>
            <th scope="col" class="numeric">
              {words.ofSeen}
            </th>
            <th scope="col" class="numeric">
              {words.ofBefore}
            </th>
            <th scope="col">
              <span class="visually-hidden">{words.ofSeen}</span>
            </th>
            <th scope="col">{words.compared}</th>
          </tr>
        </thead>
        <tbody>
          {STEPS.map((step, i) => {
            const count = step.of(totals) ?? 0;
            const share = shareOfSeen(step, totals) ?? 0;
            const before = i === 0 ? null : (STEPS[i - 1]?.of(totals) ?? 0);
            const percent = (of: number) => (isEvident ? format.percent(of) : '–');
            return (
              <tr>
                <th scope="row" title={words.steps[step.name].meaning}>
                  {words.steps[step.name].name}
                </th>
                <td class="numeric">{format.number(count)}</td>
                <td class="numeric">{i === 0 ? '' : percent(share)}</td>
                <td class="numeric">{before ? percent(count / before) : ''}</td>
                <td class="funnel-cell">
                  <svg class="funnel-bar" aria-hidden="true">
                    <rect width={`${(100 * share).toFixed(1)}%`} height="100%" rx="4" />
                  </svg>
                </td>
                <td class="hint">{comparedWords(comparison, figureOf(step), view).join(' · ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** What was shown while looking, beside what was shown in all. */
function WhileLooking({ comparison, rule, view }: FunnelProps) {
  const { totals } = comparison.now;
  const { text, format } = view;
  const words = text.attention;
  const compared = (figure: Figure) => comparedWords(comparison, figure, view);
  const isEvident = hasEvidence(totals, rule);
  const percent = (share: number | null) =>
    share === null || !isEvident ? '–' : format.percent(share);
  const valence = (mean: number | null) =>
    mean === null || !isEvident ? '–' : format.number(mean, 2);
  const allHappy = totalMs(totals) === 0 ? null : shareOf(totals, 'happy');
  return (
    <dl class="figures">
      <Tile
        name={words.time}
        value={format.duration(totals.attentionMs ?? 0)}
        details={compared(ATTENTION_TIME)}
      />
      <Tile
        name={words.attraction}
        value={percent(totals.attraction)}
        details={[words.attractionMeaning, ...compared(ATTRACTION)]}
      />
      <Tile
        name={words.happyWhileLooking}
        value={percent(happyWhileLooking(totals))}
        details={[words.inAll(percent(allHappy)), ...compared(HAPPY_WHILE_LOOKING)]}
      />
      <Tile
        name={words.valenceWhileLooking}
        value={valence(totals.meanAttentionValence)}
        details={[words.inAll(valence(totals.meanValence))]}
      />
    </dl>
  );
}

/** Seen → looked → stopped → smiled, and what was shown while looking. */
export function AudienceFunnel(props: FunnelProps) {
  const { comparison, rule, view } = props;
  const { totals } = comparison.now;
  const words = view.text.attention;
  const measured = totals.facesMeasured;
  return (
    <section class="card" aria-labelledby="funnel-title" id="funnel">
      <header class="card-head">
        <h2 id="funnel-title">{words.funnel}</h2>
        <p class="hint">{words.notGaze}</p>
      </header>
      {measured === null ? (
        <p>{words.notMeasured}</p>
      ) : (
        <>
          <FunnelTable {...props} />
          {measured < rule.visitors ? (
            <p class="hint">{view.text.history.tooLittle(measured)}</p>
          ) : null}
          <WhileLooking {...props} />
        </>
      )}
      <p class="hint">{words.facesNotBodies}</p>
    </section>
  );
}
