/** Id of the button that begins a draft from the open call; the key R presses it. */
export const DRAFT_BUTTON = 'draft-from-call'
