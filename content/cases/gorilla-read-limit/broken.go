package main

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

// not101: show
const maxMessageSize = 512
// not101: end

var upgrader = websocket.Upgrader{
	CheckOrigin: func(*http.Request) bool { return true },
}

func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close()
	conn.SetReadLimit(maxMessageSize)
	for {
		messageType, message, err := conn.ReadMessage()
		if err != nil {
			log.Print(err)
			return
		}
		if err := conn.WriteMessage(messageType, message); err != nil {
			log.Print(err)
			return
		}
	}
}

func main() {
	http.HandleFunc("/ws", echo)
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
