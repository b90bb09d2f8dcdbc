import type { ErrorEntries } from './error-entry.js';

/** The fleet's side: its database and its broker. */
export const fleetErrors = {
  'fleet-database-too-new': {
    code: 'FLEET_DATABASE',
    en: [
      'The database of the fleet has version {version}; this program knows {known}',
      'Update every instance of `ekspresi fleet` before the first one writes.',
    ],
    id: [
      'Basis data armada berversi {version}; program ini mengenal {known}',
      'Perbarui semua instans `ekspresi fleet` sebelum yang pertama menulis.',
    ],
  },
  'fleet-database-refused': {
    code: 'FLEET_DATABASE',
    en: [
      'The database of the fleet refuses: {reason}',
      'Check database.host, port, name, user and passwordFile; docs/fleet.md says which rights the role needs.',
    ],
    id: [
      'Basis data armada menolak: {reason}',
      'Periksa database.host, port, name, user, dan passwordFile; docs/fleet.md menyebut hak yang diperlukan perannya.',
    ],
  },
  'fleet-credentials-name': {
    code: 'USAGE',
    en: [
      "'{name}' is no name of a kiosk",
      'Use 1 to 40 of a-z, 0-9, _ and -, as in publish.fleet.kiosk.',
    ],
    id: [
      "'{name}' bukan nama kios",
      'Gunakan 1 hingga 40 dari a-z, 0-9, _ dan -, seperti di publish.fleet.kiosk.',
    ],
  },
} as const satisfies ErrorEntries;
