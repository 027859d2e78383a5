/** Id of the button that begins a draft from the open call; the key R presses it. */
export const DRAFT_BUTTON = 'draft-from-call'
/** Id of the button that pins the open call as a policy test; the key T presses it. */
export const PIN_BUTTON = 'pin-call'
