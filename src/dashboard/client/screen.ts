/**
 * The screen for visitors: hears how faces move, draws a mask for each, and goes through the modes
 * that were chosen. Where the connection is lost it waits and tries again; where the settings have
 * changed it loads the page again.
 */
import { type Challenge, newChallenge, nextChallenge } from './screen-challenge.js';
import { Confetti } from './screen-confetti.js';
import { config, type Mode, palette, root, type Words } from './screen-config.js';
import { IDLE_MASKS, idleMasks } from './screen-idle.js';
import { type Mask, type MaskMessage, moveMasks } from './screen-layout.js';
import { drawMask } from './screen-mask.js';
import { askToday } from './screen-numbers.js';

interface Message {
  readonly state: 'on' | 'off';
  readonly masks: readonly MaskMessage[];
}

/** Never named where only what is pleasant is. */
const NEGATIVE: readonly string[] = ['angry', 'disgust', 'fear', 'sad'];
const FRIENDLY_TARGETS = ['happy', 'surprise', 'neutral'] as const;
const ALL_TARGETS = ['happy', 'surprise', 'angry', 'sad', 'neutral'] as const;
/** In the order of `mix`. */
const NEGATIVE_PARTS = [0, 1, 2, 4];
/** Pixels that are drawn at most; a larger screen shows them larger. */
const MOST_PIXELS = 2560 * 1440;
const SILENCE_MS = 4000;
const ASK_MS = 20_000;
/** A mode gives way only between two games. */
const LONGEST_GAME_MS = 60_000;
/** Of the stage, for words above the masks. */
const WORDS_SHARE = 0.27;
/** Between nobody and the idle scene, so that a face lost for a moment changes nothing. */
const ALONE_MS = 1500;
/** Frames that take longer than this (ms) on average are drawn half as often. */
const SLOW_FRAME_MS = 14;

const canvas = document.getElementById('masks') as HTMLCanvasElement;
const call = document.getElementById('call') as HTMLElement;
const context = canvas.getContext('2d') as CanvasRenderingContext2D;
const still = matchMedia('(prefers-reduced-motion: reduce)');
const masks = new Map<number, Mask>();
const confetti = new Confetti();
let newest: Message = { state: 'on', masks: [] };
let heardAtMs = performance.now();
let seenAtMs = Number.NEGATIVE_INFINITY;
let challenge: Challenge = newChallenge(0);
let targets: readonly string[] = [];
let modeIndex = 0;
let modeSinceMs = performance.now();
let languageIndex = 0;
let drawnAtMs = performance.now();
let frameCostMs = 0;
let isOddFrame = false;
let idleSinceMs = 0;
let drawn: readonly { readonly x: number; readonly y: number; readonly radius: number }[] = [];

const mode = (): Mode => config.modes[modeIndex] ?? 'mirror';
const words = (): Words => config.words[config.languages[languageIndex] ?? 'en'] as Words;
/** Where a pleasant mirror is among the modes, the game asks for nothing unpleasant either. */
const isFriendly = () => config.modes.includes('positive');
const hides = (expression: string | null) =>
  (mode() === 'positive' || (isFriendly() && mode() !== 'mirror')) &&
  expression !== null &&
  NEGATIVE.includes(expression);

/** The canvas has the pixels of the stage, up to a bound. */
function resize(): void {
  const { clientWidth, clientHeight } = canvas.parentElement as HTMLElement;
  const wished = clientWidth * clientHeight * devicePixelRatio ** 2;
  const scale = devicePixelRatio * Math.min(1, Math.sqrt(MOST_PIXELS / Math.max(1, wished)));
  canvas.width = Math.max(1, Math.round(clientWidth * scale));
  canvas.height = Math.max(1, Math.round(clientHeight * scale));
  drawn = [];
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function setData(name: string, value: string): void {
  if (root.dataset[name] !== value) root.dataset[name] = value;
}

function turnModes(nowMs: number): void {
  if (config.modes.length < 2) return;
  const spentMs = nowMs - modeSinceMs;
  const isPlaying = mode() === 'challenge' && challenge.phase !== 'waiting';
  if (spentMs < config.rotateMs || (isPlaying && spentMs < config.rotateMs + LONGEST_GAME_MS)) {
    return;
  }
  modeIndex = (modeIndex + 1) % config.modes.length;
  modeSinceMs = nowMs;
  challenge = newChallenge(nowMs);
}

function turnLanguages(nowMs: number): void {
  languageIndex = Math.floor(nowMs / config.languageMs) % config.languages.length;
  setData('shown', config.languages[languageIndex] ?? 'en');
}

/** Three different ones, in another order each time. */
function drawTargets(): readonly string[] {
  const pool: string[] = [...(isFriendly() ? FRIENDLY_TARGETS : ALL_TARGETS)];
  return Array.from({ length: 3 }, () => {
    const at = Math.floor(Math.random() * pool.length);
    return pool.splice(at, 1)[0] ?? 'happy';
  });
}

function play(nowMs: number): void {
  const before = challenge;
  challenge = nextChallenge(
    challenge,
    newest.masks.map(({ expression }) => expression),
    nowMs,
    (round) => {
      if (round === 0) targets = drawTargets();
      return targets[round] ?? 'happy';
    },
  );
  const isWon = challenge.phase === 'won' && before.phase !== 'won';
  if (isWon && !still.matches) {
    confetti.burst(canvas.width, canvas.height, Object.values(palette.colours));
  }
}

function callText(): string {
  if (mode() !== 'challenge') return '';
  const said = words();
  const { phase, round, target, score } = challenge;
  switch (phase) {
    case 'waiting':
      return '';
    case 'ready':
      return said.wait;
    case 'round':
      return `${said.round[round]}\n${said.show[target]}`;
    case 'won':
      return `${said.won}\n${said.score.replace('%', String(score))}`;
    case 'lost':
      return said.lost;
    case 'score':
      return said.score.replace('%', String(score));
  }
}

/** Rubs out what was drawn before: the whole picture only where paper flies through it. */
function clear(): void {
  if (confetti.isFlying) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  for (const { x, y, radius } of drawn) {
    const reach = radius * 1.45;
    context.clearRect(x - reach, y - reach, 2 * reach, 2 * reach + radius * 0.4);
  }
}

function label({ x, y, radius, expression, presence }: Mask): void {
  const text = expression === null ? words().unclear : words().expressions[expression];
  if (text === undefined || hides(expression)) return;
  context.globalAlpha = presence;
  context.font = `700 ${Math.max(14, radius * 0.24).toFixed(0)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillStyle = palette.ink;
  context.fillText(text, x, y + radius * 1.06, radius * 2.4);
  context.globalAlpha = 1;
}

function shownMasks(nowMs: number): readonly MaskMessage[] {
  if (mode() === 'numbers' || newest.state === 'off') return [];
  if (newest.masks.length > 0 || nowMs - seenAtMs < ALONE_MS) {
    return newest.masks.map((mask) => ({
      ...mask,
      mix:
        mode() === 'positive'
          ? mask.mix.map((value, i) => (NEGATIVE_PARTS.includes(i) ? 0 : value))
          : mask.mix,
    }));
  }
  return idleMasks(still.matches ? 0 : nowMs - idleSinceMs);
}

function frame(nowMs: number): void {
  requestAnimationFrame(frame);
  // A slow box draws every second frame: evenly, rather than now and then.
  isOddFrame = !isOddFrame;
  if (isOddFrame && frameCostMs > SLOW_FRAME_MS) return;
  const passedMs = Math.min(100, nowMs - drawnAtMs);
  drawnAtMs = nowMs;
  const startedMs = performance.now();
  turnModes(nowMs);
  turnLanguages(nowMs);
  if (mode() === 'challenge') play(nowMs);
  if (newest.masks.length > 0) seenAtMs = nowMs;
  const isAlone = nowMs - seenAtMs >= ALONE_MS;
  if (!isAlone) idleSinceMs = nowMs;
  const isLost = nowMs - heardAtMs > SILENCE_MS;
  setData('mode', mode());
  setData('state', newest.state === 'off' || isLost ? 'off' : isAlone ? 'nobody' : 'somebody');
  setText(call, callText());
  const count = newest.masks.length;
  canvas.setAttribute(
    'aria-label',
    words().masks[count] ?? words().manyMasks.replace('%', String(count)),
  );
  clear();
  const hasWords = mode() === 'challenge' || isAlone;
  const { width, height } = canvas;
  const stage = { width, height, top: hasWords ? height * WORDS_SHARE : 0 };
  moveMasks(masks, isLost ? [] : shownMasks(nowMs), stage, passedMs);
  drawn = [...masks.values()].map(({ x, y, radius }) => ({ x, y, radius }));
  for (const mask of masks.values()) {
    const shown = hides(mask.expression) ? { ...mask, expression: 'neutral' } : mask;
    drawMask(context, shown, palette);
    if (mask.slot < IDLE_MASKS) label(mask);
  }
  if (confetti.isFlying) confetti.draw(context, passedMs);
  frameCostMs += (performance.now() - startedMs - frameCostMs) * 0.05;
}

function listen(): void {
  // EventSource connects again by itself, unless it was refused at first.
  let stream = new EventSource('/kiosk/events');
  const hear = (event: MessageEvent<string>) => {
    heardAtMs = performance.now();
    newest = JSON.parse(event.data);
  };
  stream.addEventListener('message', hear);
  setInterval(() => {
    if (stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource('/kiosk/events');
    stream.addEventListener('message', hear);
  }, ASK_MS);
}

new ResizeObserver(resize).observe(canvas.parentElement as HTMLElement);
resize();
listen();
askToday(config.revision);
setInterval(() => askToday(config.revision), ASK_MS);
requestAnimationFrame(frame);
