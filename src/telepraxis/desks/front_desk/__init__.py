"""The front desk: the day of the practice in one list, and a panel to book for whoever calls or stands there.

It only arranges what rooms offer: appointments, patients, and whether somebody is waiting online.
"""
