// Makes the desk quicker where it can; everything works without it.
