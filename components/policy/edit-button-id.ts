/** The button that starts a draft of the policy on its page; the key E presses it. */
export const EDIT_BUTTON = 'edit-policy'
