/** Hands on the cluster: walls, loops, what is carried, long presses, and links by keyboard. */
export const gestures = {
  'menu.cut-both': 'Cut {a} and {b} off each other',
  'menu.mend-both': 'Mend {a} and {b} both ways',
  'carry.none': 'Carry it onto another server: one side. Away from all: alone',
  'carry.heal': 'Let go to heal the network',
  'ring.link': 'Link {a}–{b}',
  'ring.link.cut': 'Link {a}–{b}, cut both ways',
  'ring.link.one-way': 'Link {a}–{b}, {from} → {to} cut',
  'key.wall': 'draw across the cluster: a wall; around some servers: a wall around them',
  'key.carry': 'carry a server onto another: they are on one side; away from all: it is alone',
  'key.links': 'from link to link of a server; Enter opens its menu',
  'key.right-click': 'right click',
  'key.long-press': 'long press',
  'key.press': 'menu of a server, client, link or message, as a click',
} as const;
