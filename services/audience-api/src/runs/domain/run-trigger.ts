/** Why a run exists: its audience was created, or somebody asked for it. */
export type RunTrigger = 'created' | 'manual';
