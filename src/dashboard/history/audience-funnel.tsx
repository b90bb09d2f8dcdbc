import type { RollupSums } from '../../store/store-queries.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { shareOf, totalMs } from '../view/expression-shares.js';
import type { RequestView } from '../view/request-view.js';
import { Tile } from '../view/tile.js';
import { comparedWords } from './change-words.js';
import type { Comparison, Figure } from './comparison.js';
import { type EvidenceRule, hasEvidence } from './evidence.js';

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
  const percent = (share: number) => (isEvident ? format.percent(share) : '–');
  const countOf = (index: number) => STEPS[index]?.of(totals) ?? 0;
  return (
    <DataTable
      label={words.funnel}
      rows={STEPS}
      columns={[
        {
          head: words.step,
          cell: ({ name }) => words.steps[name].name,
        },
        { head: words.count, cell: (_, i) => format.number(countOf(i)), class: 'numeric' },
        {
          head: words.ofSeen,
          cell: (step, i) => (i === 0 ? '' : percent(shareOfSeen(step, totals) ?? 0)),
          class: 'numeric',
        },
        {
          head: words.ofBefore,
          cell: (_, i) => (countOf(i - 1) === 0 ? '' : percent(countOf(i) / countOf(i - 1))),
          class: 'numeric',
        },
        {
          head: <span class="visually-hidden">{words.ofSeen}</span>,
          cell: (step) => <FunnelBar share={shareOfSeen(step, totals) ?? 0} />,
          class: 'funnel-cell',
        },
        {
          head: words.compared,
          cell: (step) => comparedWords(comparison, figureOf(step), view).join(' · '),
          class: 'hint',
        },
      ]}
    />
  );
}

function FunnelBar({ share }: { share: number }) {
  return (
    <svg class="funnel-bar" aria-hidden="true">
      <rect width={`${(100 * share).toFixed(1)}%`} height="100%" rx="4" />
    </svg>
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
    <Card id="funnel" title={words.funnel} aside={<span class="hint">{words.notGaze}</span>}>
      {measured === null ? (
        <p>{words.notMeasured}</p>
      ) : (
        <>
          <FunnelTable {...props} />
          <dl class="step-meanings">
            {STEPS.map(({ name }) => (
              <div>
                <dt>{words.steps[name].name}</dt>
                <dd>{words.steps[name].meaning}</dd>
              </div>
            ))}
          </dl>
          {measured < rule.visitors ? (
            <p class="hint">{view.text.history.tooLittle(measured)}</p>
          ) : null}
          <WhileLooking {...props} />
        </>
      )}
      <p class="hint">{words.facesNotBodies}</p>
    </Card>
  );
}
