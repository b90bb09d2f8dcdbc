/** Which file descriptor of ffmpeg carries what, beside the gray pictures on 1. */
export interface FfmpegPlan {
  readonly args: readonly string[];
  /** Files only: `metadata=print` lines with the time of each frame. */
  readonly timesFd: number | null;
  readonly previewFd: number | null;
  /** Written to stdin, which is then closed. */
  readonly stdin?: string;
}

/** Quiet but for warnings, each marked with its level; never reads our terminal. */
export const GLOBAL_ARGUMENTS: readonly string[] = [
  '-hide_banner',
  '-nostdin',
  '-nostats',
  '-loglevel',
  'level+warning',
];

/** ffmpeg expands no pattern and takes no option for a protocol where the name is prefixed. */
export function localFile(absolutePath: string): string {
  return `file:${absolutePath}`;
}
