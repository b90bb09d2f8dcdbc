import type { Marker, MarkerCorrection, MarkerDraft, MarkerOrigin } from '../../core/marker.js';

/** Sets and corrects markers; each throws an EkspresiError for what it refuses. */
export interface DashboardMarkers {
  set(draft: MarkerDraft, origin: MarkerOrigin): { readonly marker: Marker; isNew: boolean };
  /** Returns how many were new. */
  setAll(drafts: readonly MarkerDraft[], origin: MarkerOrigin): number;
  change(id: number, correction: MarkerCorrection): Marker;
  remove(id: number): boolean;
}
