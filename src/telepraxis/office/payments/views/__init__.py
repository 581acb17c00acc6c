"""Pages: the payer's own and by link (`own`), the desk's (`desk`), the office's (`office`), what is set up (`setting`),
and the gateway's way in (`hooks`)."""
