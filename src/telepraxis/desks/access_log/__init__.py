"""Who looked: each patient reads who was at their record, and the privacy officer reads the whole audit.

Words: an *entry* is one or more equal events in a row, said in words. Pages: /record/access/ (the patient's own, or of
somebody they act for), /audit/ (the office's, with export), /audit/sign-ins/ (what happened to colleagues' accounts).
"""
