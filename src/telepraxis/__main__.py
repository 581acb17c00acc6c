from telepraxis.server.cli import main

main()
