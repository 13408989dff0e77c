import LNQCommand

LNQ.main()
