package main

import (
	"log"
	"net/http"

	// Since 2024 it is github.com/coder/websocket.
	"nhooyr.io/websocket"
)

// not101: show
var options = websocket.AcceptOptions{}

// not101: end

func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &options)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close(websocket.StatusNormalClosure, "")
	for {
		messageType, message, err := conn.Read(r.Context())
		if err != nil {
			return
		}
		if err := conn.Write(r.Context(), messageType, message); err != nil {
			return
		}
	}
}

func main() {
	http.HandleFunc("/ws", echo)
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
