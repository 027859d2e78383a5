/** Every shortcut of the console, for the help and in one place: each of `keys` does it, pressed together or in turn. ⌘ is Ctrl off macOS. */
export const KEY_MAP = [
  {
    where: 'Everywhere',
    keys: [
      { keys: ['⌘ K', '/'], does: 'Search or jump to' },
      { keys: ['G O'], does: 'Overview' },
      { keys: ['G P'], does: 'Policies' },
      { keys: ['G C'], does: 'Changes' },
      { keys: ['G D'], does: 'Decisions' },
      { keys: ['G F'], does: 'Fleet' },
      { keys: ['F'], does: 'Filter the list' },
      { keys: ['J', 'K'], does: 'Next or previous row of a list' },
      { keys: ['↵'], does: 'Open the row' },
      { keys: ['O'], does: 'Open on GitHub' },
      { keys: ['?'], does: 'This help' },
      { keys: ['esc'], does: 'Close what is open' },
    ],
  },
  {
    where: 'A policy',
    keys: [
      { keys: ['E'], does: 'Edit' },
      { keys: ['[', ']'], does: 'Older or newer version' },
      { keys: ['C'], does: 'Compare with the version before' },
      { keys: ['Y'], does: 'Copy the link to this commit' },
      { keys: ['X'], does: 'Select a version of the history; the second one compares both' },
    ],
  },
  {
    where: 'Two commits compared',
    keys: [
      { keys: ['[', ']'], does: 'Move the newer end' },
      { keys: ['⇧ [', '⇧ ]'], does: 'Move the older end' },
      { keys: ['S'], does: 'Swap the sides' },
      { keys: ['Y'], does: 'Copy the link to this comparison' },
    ],
  },
  {
    where: 'Decisions',
    keys: [
      { keys: ['1', '2', '3'], does: 'Last hour, 24 hours or 7 days' },
      { keys: ['L'], does: 'Live or paused' },
      { keys: ['R'], does: 'Draft a rule for the open call' },
      { keys: ['T'], does: 'Pin the open call as a policy test' },
    ],
  },
  {
    where: 'The fleet at an instant',
    keys: [{ keys: ['[', ']'], does: 'To the commit before or after it' }],
  },
  {
    where: 'Changes',
    keys: [{ keys: ['N'], does: 'New draft' }],
  },
  {
    where: 'The editor',
    keys: [
      { keys: ['N'], does: 'Add a rule to the tool' },
      { keys: ['F8'], does: 'Next problem' },
      { keys: ['⌘ .'], does: 'Fix the problem' },
      { keys: ['⌘ F'], does: 'Find in the text' },
      { keys: ['⌘ Z'], does: 'Undo' },
      { keys: ['⌘ ↵'], does: 'Submit' },
    ],
  },
] as const satisfies readonly {
  where: string
  keys: readonly { keys: readonly string[]; does: string }[]
}[]
