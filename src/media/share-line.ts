/** What one box held, without a word about its place, its owner or its pictures. */
export interface SharedMeasurement {
  readonly version: string;
  /** The board or product; null where the system does not say. */
  readonly machine: string | null;
  readonly cpu: string;
  readonly architecture: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  readonly model: string;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  readonly frames: number;
  readonly meanFaces: number;
  /** Milliseconds by the name of the stage. */
  readonly stageMs: Readonly<Record<string, { readonly p50: number; readonly p95: number }>>;
  readonly sustainedFramesPerSecond: number;
}

const MAX_WORD_CHARACTERS = 60;
const MAX_STAGES = 12;

/**
 * A measurement as one line of `name=value` pairs that its owner can send in: each value is
 * printable ASCII without spaces, at most 60 characters.
 */
export function shareLine(measured: SharedMeasurement): string {
  const { machine, cpu, architecture, cores, memoryBytes, node, model, size } = measured;
  const stages = Object.entries(measured.stageMs).slice(0, MAX_STAGES);
  const pairs: (readonly [string, string])[] = [
    ['version', measured.version],
    ['machine', machine ?? 'unknown'],
    ['cpu', cpu],
    ['arch', architecture],
    ['cores', String(cores)],
    ['memory', `${Math.round(memoryBytes / 1e6)}MB`],
    ['node', node],
    ['model', model],
    ['size', `${size.widthPx}x${size.heightPx}`],
    ['frames', String(measured.frames)],
    ['faces', measured.meanFaces.toFixed(1)],
    ...stages.map(([name, { p50, p95 }]) => [name, `${p50.toFixed(1)}/${p95.toFixed(1)}`] as const),
    ['fps', measured.sustainedFramesPerSecond.toFixed(1)],
  ];
  return ['ekspresi-bench', ...pairs.map(([name, value]) => `${name}=${word(value)}`)].join(' ');
}

function word(text: string): string {
  const plain = text.replaceAll(/[^\x21-\x7e]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return plain.slice(0, MAX_WORD_CHARACTERS) || 'unknown';
}

/** Arm's own cores by their number in `/proc/cpuinfo`, which has no name for them. */
const ARM_PARTS: Readonly<Record<string, string>> = {
  '0xc07': 'Cortex-A7',
  '0xd03': 'Cortex-A53',
  '0xd04': 'Cortex-A35',
  '0xd05': 'Cortex-A55',
  '0xd07': 'Cortex-A57',
  '0xd08': 'Cortex-A72',
  '0xd09': 'Cortex-A73',
  '0xd0a': 'Cortex-A75',
  '0xd0b': 'Cortex-A76',
  '0xd41': 'Cortex-A78',
  '0xd42': 'Cortex-A78AE',
};

/** The processor by what Node knows of it, or by the parts that `/proc/cpuinfo` lists. */
export function processorName(model: string | undefined, cpuInfo: string): string {
  if (model !== undefined && model !== '' && model !== 'unknown') return model;
  const parts = [...cpuInfo.matchAll(/^CPU part\s*:\s*(0x[0-9a-f]+)/gm)].map(([, part]) => part);
  const names = [...new Set(parts)].map((part) => ARM_PARTS[part as string] ?? `Arm-${part}`);
  return names.length === 0 ? 'unknown' : names.join('+');
}
