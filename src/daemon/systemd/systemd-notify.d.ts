declare module 'systemd-notify' {
  /** Runs the program systemd-notify; rejects with its output when it fails. */
  export default function systemdNotify(options: {
    readonly ready?: boolean;
    readonly status?: string;
    readonly pid?: number;
  }): Promise<unknown>;
}
