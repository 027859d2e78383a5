/** Id of the button that adds a rule; the key N presses it. */
export const ADD_RULE_BUTTON = 'add-rule'
