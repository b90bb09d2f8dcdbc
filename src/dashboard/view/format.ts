import { type Language, locales, texts } from '../i18n/languages.js';

/** Turns values into the text of one language and time zone. */
export interface Formatter {
  /** At most `digits` decimals (default 0), grouped. */
  number(value: number, digits?: number): string;
  /** 0…1 as a whole percentage: `93 %`. */
  percent(share: number): string;
  /** `850 ms`, `12.4 ms`. */
  milliseconds(valueMs: number): string;
  /** The two largest units: `12 s`, `3 min 05 s`, `1 h 04 min`. */
  duration(valueMs: number): string;
  /** Date and time to the second. */
  dateTime(atMs: number): string;
  /** Time of day to the second. */
  time(atMs: number): string;
  /** Time of day to the minute, for axes. */
  hourMinute(atMs: number): string;
  /** Date with the weekday. */
  day(atMs: number): string;
  /** The same without the month, for axes. */
  dayOfMonth(atMs: number): string;
  bytes(value: number): string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** @throws RangeError when `timeZone` is no IANA name. */
export function createFormatter(language: Language, timeZone: string): Formatter {
  const locale = locales[language];
  const units = texts[language].units;
  // No sign before what is rounded to zero: -0.0 is no number of ours.
  const signDisplay = 'negative';
  const wholeNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay });
  const fixedNumbers = [1, 2, 3, 4].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay,
      }),
  );
  const clock = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  const dateTime = new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    ...clock,
    timeZone,
  });
  const time = new Intl.DateTimeFormat(locale, { ...clock, timeZone });
  const hourMinute = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone,
  });
  const dayOfMonth = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    timeZone,
  });
  const number = (value: number, digits = 0) =>
    (fixedNumbers[digits - 1] ?? wholeNumber).format(value);
  const pair = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    `${big} ${bigUnit} ${String(small).padStart(2, '0')} ${smallUnit}`;

  return {
    number,
    percent: (share) => `${wholeNumber.format(share * 100)}\u202f%`,
    milliseconds: (valueMs) => `${number(valueMs, valueMs < 100 ? 1 : 0)} ms`,
    duration: (valueMs) => {
      const wholeMs = Math.max(0, valueMs);
      if (wholeMs < MINUTE_MS) return `${Math.floor(wholeMs / 1000)} ${units.second}`;
      if (wholeMs < HOUR_MS) {
        const seconds = Math.floor((wholeMs % MINUTE_MS) / 1000);
        return pair(Math.floor(wholeMs / MINUTE_MS), units.minute, seconds, units.second);
      }
      if (wholeMs < DAY_MS) {
        const minutes = Math.floor((wholeMs % HOUR_MS) / MINUTE_MS);
        return pair(Math.floor(wholeMs / HOUR_MS), units.hour, minutes, units.minute);
      }
      const hours = Math.floor((wholeMs % DAY_MS) / HOUR_MS);
      return pair(Math.floor(wholeMs / DAY_MS), units.day, hours, units.hour);
    },
    dateTime: (atMs) => dateTime.format(atMs),
    time: (atMs) => time.format(atMs),
    hourMinute: (atMs) => hourMinute.format(atMs),
    day: (atMs) => day.format(atMs),
    dayOfMonth: (atMs) => dayOfMonth.format(atMs),
    bytes: (value) => {
      const names = ['B', 'kB', 'MB', 'GB', 'TB'];
      const power = Math.min(names.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return `${number(value / 1000 ** power, power > 1 ? 1 : 0)} ${names[power]}`;
    },
  };
}
