"""Who may: one rule per question, asked by pages, sockets and verbs alike."""
